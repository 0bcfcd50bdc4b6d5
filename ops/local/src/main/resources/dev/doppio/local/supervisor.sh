# Reads "+ group" and "- group" lines from its parent; when the parent is gone, so are the groups.
# $1: the marker that every child of this supervisor carries in its environment.
trap '' HUP INT TERM
groups=
while read -r sign group; do
  case $sign in
    +) groups="$groups $group" ;;
    -)
      kept=
      for g in $groups; do [ "$g" = "$group" ] || kept="$kept $g"; done
      groups=$kept
      ;;
  esac
done
# A process may fork while it is being looked for, or have left its group: look until none is left.
round=0
while [ $round -lt 50 ]; do
  for g in $groups; do kill -s KILL -- "-$g" 2>/dev/null; done
  marked=$(grep -slzFx -e "$1" /proc/[0-9]*/environ)
  [ -n "$marked" ] || break
  for file in $marked; do
    pid=${file#/proc/}
    kill -s KILL "${pid%/environ}" 2>/dev/null
  done
  round=$((round + 1))
done
