# Completes commands, options and their values in zsh: source this file from ~/.zshrc after compinit. Where nothing fits,
# files are named as usual.
_valence() {
    local line="${BUFFER#* }"
    local -a found=("${(@f)$(valence "[suggest:$((CURSOR - ${#BUFFER} + ${#line}))]" "$line" 2>/dev/null)}")
    compadd -a found || _files
}
compdef _valence valence
