package dev.doppio.applier.search;

import dev.doppio.schemas.document.TableName;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** All documents of one table. */
final class TableQuery {
  private TableQuery() {}

  static Query of(TableName table) {
    return new BooleanQuery.Builder()
        .add(
            new TermQuery(new Term(FieldNames.DATABASE, table.database())),
            BooleanClause.Occur.FILTER)
        .add(new TermQuery(new Term(FieldNames.TABLE, table.table())), BooleanClause.Occur.FILTER)
        .build();
  }
}
