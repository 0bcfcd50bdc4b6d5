package dev.doppio.applier.search;

import dev.doppio.applier.search.Kind.End;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;

/**
 * Lucene's query syntax over columns: {@code subject:coffee}, {@code sent_at:[2026-01-01 TO *]},
 * {@code profile.city:Paris}. A name stands for all the forms in which the index has it, each of
 * which is asked for what the text means in it; a name with its kind, {@code subject#exact}, for
 * one. Without a name all texts are asked. Used once, by one thread.
 */
final class DocumentQuery extends QueryParser {
  /** No column has it: names have one character at least. */
  private static final String ANY_TEXT = "";

  private static final Set<String> OURS =
      Set.of(FieldNames.ID, FieldNames.DATABASE, FieldNames.TABLE);

  private static final int MOST_NAMES_SHOWN = 40;
  private final Map<String, EnumSet<Kind>> fields = new TreeMap<>();

  /**
   * @param indexed names of the fields that the indexes have
   */
  DocumentQuery(Collection<String> indexed) {
    super(ANY_TEXT, Indexes.analyzer());
    setAllowLeadingWildcard(true);
    indexed.stream()
        .flatMap(field -> FieldNames.parse(field).stream())
        .forEach(
            field ->
                fields
                    .computeIfAbsent(field.path(), path -> EnumSet.noneOf(Kind.class))
                    .add(field.kind()));
  }

  /** An indexed field that a name stands for. */
  private record Form(String field, Kind kind) {}

  /** Asks one form; empty where the text means nothing in it. */
  private interface Ask {
    Optional<Query> of(Form form) throws ParseException;
  }

  @Override
  protected Query getFieldQuery(String field, String text, boolean quoted) throws ParseException {
    return field(
        field, text, form -> Optional.ofNullable(super.getFieldQuery(form.field(), text, quoted)));
  }

  @Override
  protected Query getFieldQuery(String field, String text, int slop) throws ParseException {
    return field(
        field, text, form -> Optional.ofNullable(super.getFieldQuery(form.field(), text, slop)));
  }

  /**
   * @param words what is asked of a form that holds words
   */
  private Query field(String field, String text, Ask words) throws ParseException {
    if (OURS.contains(field)) {
      return new TermQuery(new Term(field, text));
    }
    return any(
        field,
        text,
        form -> form.kind() == Kind.TEXT ? words.of(form) : form.kind().equal(form.field(), text));
  }

  @Override
  protected Query getRangeQuery(
      String field, String low, String high, boolean withLow, boolean withHigh)
      throws ParseException {
    Optional<End> from = Optional.ofNullable(low).map(text -> new End(text, withLow));
    Optional<End> to = Optional.ofNullable(high).map(text -> new End(text, withHigh));
    if (OURS.contains(field)) {
      return TermRangeQuery.newStringRange(field, low, high, withLow, withHigh);
    }
    return any(field, low + " TO " + high, form -> form.kind().range(form.field(), from, to));
  }

  /** A star alone asks for any value. */
  @Override
  protected Query getWildcardQuery(String field, String pattern) throws ParseException {
    if (pattern.equals("*") && field.equals("*")) {
      return newMatchAllDocsQuery();
    }
    if (pattern.equals("*") && OURS.contains(field)) {
      return new PrefixQuery(new Term(field, ""));
    }
    if (pattern.equals("*")) {
      return any(
          field,
          pattern,
          form -> form.kind().range(form.field(), Optional.empty(), Optional.empty()));
    }
    return pattern(field, pattern, name -> super.getWildcardQuery(name, pattern));
  }

  @Override
  protected Query getPrefixQuery(String field, String prefix) throws ParseException {
    return pattern(field, prefix + "*", name -> super.getPrefixQuery(name, prefix));
  }

  @Override
  protected Query getRegexpQuery(String field, String regexp) throws ParseException {
    return pattern(field, regexp, name -> super.getRegexpQuery(name, regexp));
  }

  @Override
  protected Query getFuzzyQuery(String field, String term, float similarity) throws ParseException {
    return pattern(field, term + "~", name -> super.getFuzzyQuery(name, term, similarity));
  }

  private interface Pattern {
    Query in(String field) throws ParseException;
  }

  private Query pattern(String field, String text, Pattern pattern) throws ParseException {
    if (OURS.contains(field)) {
      return pattern.in(field);
    }
    return any(
        field,
        text,
        form -> form.kind().isText() ? Optional.of(pattern.in(form.field())) : Optional.empty());
  }

  private Query any(String field, String text, Ask ask) throws ParseException {
    List<Form> forms = forms(field);
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    List<Query> asked = new ArrayList<>();
    int meaningful = 0;
    for (Form form : forms) {
      Optional<Query> query = ask.of(form);
      query.ifPresent(asked::add);
      meaningful += query.isPresent() || form.kind() == Kind.TEXT ? 1 : 0;
    }
    if (meaningful == 0 && !forms.isEmpty()) {
      throw new ParseException(
          "'"
              + text
              + "' is nothing that "
              + field
              + " can hold, which is indexed as "
              + String.join(", ", forms.stream().map(form -> form.kind().suffix()).toList()));
    }
    if (asked.size() == 1) {
      return asked.get(0);
    }
    asked.forEach(query -> any.add(query, BooleanClause.Occur.SHOULD));
    return any.build();
  }

  private List<Form> forms(String field) throws ParseException {
    if (field.equals(ANY_TEXT)) {
      return fields.entrySet().stream()
          .flatMap(entry -> forms(entry.getKey(), entry.getValue(), Kind::isText).stream())
          .toList();
    }
    Optional<FieldNames.Indexed> one = FieldNames.parse(field);
    if (one.isPresent() && known(one.get().path()).contains(one.get().kind())) {
      return List.of(new Form(field, one.get().kind()));
    }
    Set<Kind> kinds = known(field);
    if (kinds.isEmpty()) {
      throw new ParseException("no document has a field '" + field + "'; there are " + names());
    }
    return forms(field, kinds, kind -> true);
  }

  private Set<Kind> known(String path) {
    return fields.getOrDefault(path, EnumSet.noneOf(Kind.class));
  }

  private static List<Form> forms(String path, Set<Kind> kinds, Function<Kind, Boolean> wanted) {
    return kinds.stream()
        .filter(wanted::apply)
        .map(kind -> new Form(FieldNames.indexed(path, kind), kind))
        .toList();
  }

  private String names() {
    List<String> names = new ArrayList<>(OURS.stream().sorted().toList());
    names.addAll(fields.keySet());
    int more = names.size() - MOST_NAMES_SHOWN;
    return String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES_SHOWN)))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
