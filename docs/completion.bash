# Completes commands, options and their values in bash: source this file from ~/.bashrc. Where nothing fits, files are
# named as usual.
_valence() {
    local line="${COMP_LINE#* }" IFS=$'\n'
    local at=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
    COMPREPLY=($(compgen -W "$(valence "[suggest:$at]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _valence valence
