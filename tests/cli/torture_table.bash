# SCRIPT BATON FOLDER VECTORS: the published torture messages (RFC 4475, RFC 5118), each as a file through
# `baton parse --json`, against the verdicts that verdicts.tsv asks for. Prints the whole table.
vectors=$3
source "${BASH_SOURCE%/*}/lib.bash"

# member NAME OBJECT: without its quotes; "-" for null.
member() {
  local value
  value=$(sed -E "s/.*\"$1\":(\"([^\"]*)\"|([^,}]*)).*/\2\3/" <<<"$2")
  [[ $value == null ]] && value=-
  echo "$value"
}

messages=()
while IFS=$'\t' read -r message _; do
  [[ $message == message ]] || messages+=("$vectors/$message.dat")
done <"$vectors/verdicts.tsv"
[[ ${#messages[@]} -ge 62 ]] || fail "only ${#messages[@]} messages"
run parse --json "${messages[@]}"
expect 1
mapfile -t objects <last.out
[[ ${#objects[@]} == "${#messages[@]}" ]] || fail "${#objects[@]} objects for ${#messages[@]} messages"

row='%-41s %-7s %-8s %-7s %-6s %-19s %6s %-15s %-17s %s\n'
printf "$row" message wanted status verdict status error offset header rule rfc
wrong=0
next=0
while IFS=$'\t' read -r message wanted statuses; do
  [[ $message != message ]] || continue
  object=${objects[next]}
  next=$((next + 1))
  [[ $(member file "$object") == "$vectors/$message.dat" ]] || fail "not the object of $message: $object"
  verdict=$(member verdict "$object")
  status=$(member status "$object")
  mark=
  [[ $wanted == either || $verdict == "$wanted" ]] || mark=' <== another verdict'
  if [[ $verdict == reject ]]; then
    [[ ,$statuses, == *",$status,"* ]] || mark+=' <== another status'
    for each in error offset rule rfc; do
      [[ $(member "$each" "$object") != - ]] || mark+=" <== no $each"
    done
  fi
  [[ -z $mark ]] || wrong=$((wrong + 1))
  printf "$row" "$message" "$wanted" "$statuses" "$verdict" "$status" "$(member error "$object")" \
    "$(member offset "$object")" "$(member header "$object")" "$(member rule "$object")" "$(member rfc "$object")$mark"
done <"$vectors/verdicts.tsv"
echo "$next messages, $wrong not as wanted"
[[ $wrong == 0 ]]
