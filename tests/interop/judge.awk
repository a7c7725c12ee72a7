# What was on the wire, a line for each transfer, and a line that begins with "wrong" for whatever must never be.
# Input: what `judge_wire` has tshark print of each SIP message. names: "ADDRESS:PORT=NAME ..." of the user agents,
# baton: " NAME NAME " of those that are ours, proxy: where the proxy is, if there is one.
BEGIN {
  FS = "\t"
  count = split(names, given, " ")
  for (i = 1; i <= count; ++i) {
    split(given[i], pair, "=")
    name[pair[1]] = pair[2]
  }
}

function who(port) { return port == proxy ? "proxy" : port in name ? name[port] : port }
function dialog(id, a, b) { return a "" < b "" ? id " " a " " b : id " " b " " a }
function wrong(text) { print "wrong: " text }

{
  time = $1; from = $2 ":" $3; to = $4 ":" $5; method = $6; status = $7; call = $10
  transaction = $8 " " $9 " " $11
  what = who(from) " to " who(to) ": " (method != "" ? method : status " to " $8) " " $9
  if (method != "") {
    request()
  } else if (status >= 200) {
    answer()
  }
}

function request() {
  if ((transaction, from, to) in asked) {
    wrong(what " came again at " time)
    return
  }
  asked[transaction, from, to] = what
  if (method != "ACK") unanswered[transaction] = what
  if (method == "REFER") referred_hop()
  if (from == proxy) return
  if (method == "NOTIFY" && tolower($14) ~ /^refer/) report()
  if (method == "INVITE" && $17 != "") pick_up()
  if (method == "INVITE" && $13 == "" && from in waiting) follow(waiting[from])
  if (method == "SUBSCRIBE") subscribe()
  if (method == "BYE") ended[dialog(call, $12, $13)] = ended[dialog(call, $12, $13)] bye()
}

function bye() { return bye_text[transaction] = " " from " " time }

function answer() {
  if ((transaction, from, to, status) in given_answer) {
    wrong(what " came again at " time)
    return
  }
  given_answer[transaction, from, to, status] = 1
  delete unanswered[transaction]
  # A BYE that was challenged ended nothing, and comes again.
  if (status ~ /^40[17]$/ && transaction in bye_text) {
    gsub(bye_text[transaction], "", ended[dialog(call, $12, $13)])
  }
  if ($8 == "NOTIFY" && status != 200) refused_report()
  if ($8 == "REFER" && ((call, $9) in transfer) && to != proxy) said[transfer[call, $9]] = status
  if ($8 == "INVITE" && (call in picks) && to == picker[picks[call]] && status < 300) {
    outcome[picks[call]] = status ", picked up by " who(to)
  } else if ($8 == "INVITE" && (call in follows) && outcome[follows[call]] !~ /picked up/ && to == transferee[follows[call]] && $9 == invite_cseq[call]) {
    outcome[follows[call]] = status
  }
}

# In the call of the REFER one ends its reports; any other is for those of the last REFER that its receiver has got.
function subscribe() {
  unsubscribed[call] = 1
  if (!(call in newest) && who(to) in last_refer) newest[call] = last_refer[who(to)]
}

# A REFER on each of its hops: the first tells who sent it, the last who got it.
function referred_hop(   t) {
  if (!((call, $9) in transfer)) {
    transfer[call, $9] = ++transfers
    call_of[transfers] = call
    dialog_of[transfers] = dialog(call, $12, $13)
    transferor[transfers] = from
  }
  t = transfer[call, $9]
  transferee[t] = to
  newest[call] = t
  last_refer[who(to)] = t
  wish[t] = $18 ~ /nosub/ ? " nosub" : $18 ~ /explicitsub/ ? " explicitsub" : $19 ~ /false/ ? " norefersub" : ""
  if (to != proxy) waiting[to] = t
}

# The INVITE that a REFER has led to; again with credentials, it is another transaction of the same call.
function follow(t) {
  if ((call in follows) || !(t in outcome)) {
    follows[call] = t
    invite_cseq[call] = $9
    outcome[t] = "none"
    if ($17 != "") replaced[t] = named_dialog($17)
  }
}

# An INVITE that is to take over the one that a REFER has led to: what becomes of it is the outcome then.
function pick_up(   parts) {
  split($17, parts, ";")
  if (!(parts[1] in follows) || call in picks) return
  picks[call] = follows[parts[1]]
  picker[picks[call]] = from
}

# Of a Replaces: its Call-ID and both tags, which come in any order.
function named_dialog(value,   parts) {
  split(value, parts, ";")
  sub(/^(to|from)-tag=/, "", parts[2])
  sub(/^(to|from)-tag=/, "", parts[3])
  return dialog(parts[1], parts[2], parts[3])
}

function report(   t, code, id) {
  t = newest[call]
  if (match($14, /id=[0-9]+/)) {
    id = substr($14, RSTART + 3, RLENGTH - 3)
    if ((call, id) in transfer) t = transfer[call, id]
  }
  if (t == "" || who(from) != who(transferee[t])) {
    wrong(what " reports of no REFER")
    return
  }
  code = $16
  sub(/^SIP\/2\.0 /, "", code)
  code = substr(code, 1, 3)
  follow_refused(t, code)
  if (t in final) wrong(what " follows a NOTIFY that said terminated")
  if ($15 ~ /^terminated/) {
    code = code "."
    final[t] = 1
  }
  report_text[t, ++reports[t]] = code
  report_index[call, $9, from] = t SUBSEP reports[t]
  last[t] = substr(code, 1, 3)
  reported_at[t] = time
}

# A report that was challenged has not arrived, and comes again. One that was answered 491 counts for nothing once another follows: a newer state, or the last one, which is sent
# once more (RFC 3261 21.4.27: the receiver had a request of its own pending).
function follow_refused(t, code,   refused) {
  refused = report_text[t, reports[t]]
  if (refused ~ /!40[17]$/) {
    delete final[t]
    --reports[t]
  } else if (refused == code ".!491" && !(t in again)) {
    again[t] = 1
    delete final[t]
    --reports[t]
  } else if (refused ~ /^[0-9]+!491$/) {
    report_text[t, reports[t]] = substr(refused, 1, 3)
  }
}

function refused_report() {
  if (to == proxy) return
  if ((call, $9, to) in report_index) {
    report_text[report_index[call, $9, to]] = report_text[report_index[call, $9, to]] "!" status
  } else {
    wrong(what)
  }
}

function ending(t,   words, count) {
  count = split(ended[dialog_of[t]], words, " ")
  if (count == 0) return "never ended"
  if (count > 2) wrong("the call of " who(transferor[t]) " and " who(transferee[t]) " was ended twice")
  if (!(t in reported_at)) return "ended by " who(words[1])
  if (words[2] < reported_at[t]) return "ended early by " who(words[1])
  return (words[2] - reported_at[t] > 0.4 ? "ended later by " : "ended by ") who(words[1])
}

function replacing(t,   words, count) {
  count = split(ended[replaced[t]], words, " ")
  if (count > 2) wrong("the call that " who(transferee[t]) " replaced was ended twice")
  return " | replaced, ended by " (count == 0 ? "nobody" : who(words[1]))
}

END {
  for (transaction in unanswered) wrong(unanswered[transaction] " was never answered")
  for (t = 1; t <= transfers; ++t) {
    line = who(transferor[t]) " " who(transferee[t]) wish[t] " " (t in said ? said[t] : "unanswered")
    if (t in reports) line = line " |"
    for (i = 1; i <= reports[t]; ++i) line = line " " report_text[t, i]
    if (t in outcome) line = line " | target " outcome[t]
    if (t in replaced) line = line replacing(t)
    print line " | " ending(t)
    if (index(baton, " " who(transferee[t]) " ") && said[t] < 300) {
      if (!(t in final) && wish[t] == "") wrong("no NOTIFY of " who(transferee[t]) " says terminated")
      if ((t in outcome) && (t in last) && substr(outcome[t], 1, 3) != last[t] && !(call_of[t] in unsubscribed)) {
        wrong("the last NOTIFY of " who(transferee[t]) " says " last[t])
      }
    }
  }
}
