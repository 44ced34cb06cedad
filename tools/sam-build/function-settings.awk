# Prints "<architecture> <runtime>" of one function of a SAM template: of the function, then of Globals, then
# SAM's default. For builds without Node.js, where the plugin's own reader cannot run. It knows block maps
# with plain values and says so where a template has something else; it never guesses.
# Usage: awk -v id=EchoFunction -f function-settings.awk template.yml

function refuse(what) {
  printf "%s:%d: %s cannot be read without Node.js; run npm ci and try again\n", FILENAME, FNR, what > "/dev/stderr"
  failed = 1
  exit 1
}

function trim(text) {
  gsub(/^[ \t]+|[ \t\r]+$/, "", text)
  return text
}

# Without the comment behind it, and without quotes.
function plain(text) {
  sub(/^#.*/, "", text)
  sub(/[ \t]+#.*/, "", text)
  text = trim(text)
  if (text ~ /^".*"$/ || text ~ /^'.*'$/) text = substr(text, 2, length(text) - 2)
  return text
}

function store(key, value) {
  if (value !~ /^[A-Za-z0-9_.]+$/) refuse("the value of " substr(key, 2))
  if (!(key in found)) found[key] = value
}

{
  line = $0
  sub(/\r$/, "", line)
  if (line ~ /^[ ]*(#.*)?$/) next
  match(line, /^ */)
  indent = RLENGTH
  rest = substr(line, indent + 1)

  # The list of a block-style Architectures may stand as deep as its key.
  if (rest ~ /^-([ \t]|$)/) {
    if (list != "" && indent >= listIndent) {
      store(list, plain(trim(substr(rest, 2))))
      list = ""
    }
    next
  }
  if (list != "" && indent <= listIndent) list = ""

  while (depth > 0 && indents[depth] >= indent) depth--
  parent = depth > 0 ? paths[depth] : ""
  watched = parent == "/Globals/Function" || parent == "/Resources/" id "/Properties"
  within = parent == "" || parent == "/Globals" || parent == "/Resources" || parent == "/Resources/" id
  colon = index(rest, ":")
  if (parent == "" && rest ~ /^[{]/) refuse("a template in JSON")
  if (colon == 0) next
  key = plain(substr(rest, 1, colon - 1))
  value = plain(trim(substr(rest, colon + 1)))
  depth++
  indents[depth] = indent
  paths[depth] = parent "/" key

  path = paths[depth]
  if ((watched || within) && key == "<<") refuse("a merge key (<<)")
  onTheWay = path == "/Globals" || path == "/Globals/Function" || path == "/Resources" ||
    path == "/Resources/" id || path == "/Resources/" id "/Properties"
  if (onTheWay && value != "") refuse(key ", which is not a block map,")
  if (path == "/Resources/" id) seen = 1
  if (!watched) next

  if (key == "Runtime") store(parent "/Runtime", value)
  if (key == "Architectures") {
    if (value == "") {
      list = parent "/Architectures"
      listIndent = indent
    } else if (value ~ /^\[[^],]*\]$/) {
      store(parent "/Architectures", plain(trim(substr(value, 2, length(value) - 2))))
    } else refuse("the value of Architectures")
  }
}

END {
  if (failed) exit 1
  if (!seen) {
    printf "%s: has no function %s\n", FILENAME, id > "/dev/stderr"
    exit 1
  }
  print setting("Architectures", "x86_64"), setting("Runtime", "none")
}

function setting(name, otherwise) {
  if (("/Resources/" id "/Properties/" name) in found) return found["/Resources/" id "/Properties/" name]
  if (("/Globals/Function/" name) in found) return found["/Globals/Function/" name]
  return otherwise
}
