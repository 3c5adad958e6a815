# Bash completion for herald. Commands, options and choices come from what the program itself says, so that they are
# always its own.

# Choices of an option of `herald score`: a wrong value is answered with the right ones.
_herald_choices() {
  herald score "$1" '?' 2>&1 | sed -n 's/.* is not one of \([a-z |]*\).*/\1/p; s/.*(built in: \(.*\))/\1/p' | tr '|' ' '
}

_herald_set_keys() {
  herald score --print-config 2>/dev/null | awk -F '[][ ]' '/^\[/ { section = $2 } /^[a-z0-9_]+ = / { print section "." $1 }'
}

_herald_commands() {
  herald --help 2>/dev/null | sed -n 's/^  herald \([a-z]*\) .*/\1/p'
}

_herald() {
  local current=$2 previous=$3 words=() plain=0
  local command=${COMP_WORDS[1]}
  if ((COMP_CWORD == 1)); then
    words=($(_herald_commands) help --help --version)
  elif [[ $command == help ]]; then
    words=($(_herald_commands))
  elif [[ $previous == --decoder || $previous == --log-level ]]; then
    words=($(_herald_choices "$previous"))
  elif [[ $previous == --rules ]]; then
    words=($(_herald_choices "$previous")) plain=1
  elif [[ $previous == --set ]]; then
    words=($(_herald_set_keys))
    words=("${words[@]/%/=}")
    compopt -o nospace 2>/dev/null
  elif [[ $current == -* ]]; then
    words=($(herald "$command" --help 2>/dev/null | grep '^  -' | grep -o -e '--[a-z-]*'))
  else
    plain=1
  fi
  mapfile -t COMPREPLY < <(compgen -W "${words[*]}" -- "$current")
  if ((plain)); then
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -F _herald herald
