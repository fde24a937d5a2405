#compdef uapicheck
# Completion of uapicheck for zsh: as _uapicheck in a directory of $fpath, or now: eval "$(uapicheck completion zsh)"

_uapicheck() {
    local -a lines shown open
    local kind line value about
    lines=("${(@f)$("${(Q)words[1]}" __complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
    kind=$lines[1]
    for line in "${(@)lines[2,-1]}"; do
        value=${${line%%$'\t'*}//:/\\:}
        [[ $line == *$'\t'* ]] && about=":${line#*$'\t'}" || about=
        if [[ $value == *(=|:) ]]; then
            open+=("$value$about")
        else
            shown+=("$value$about")
        fi
    done
    (( $#shown )) && _describe -V uapicheck shown
    (( $#open )) && _describe -V uapicheck open -S ''
    if [[ $kind == *files* ]]; then
        compset -P '[a-z0-9]#='
        _files
    elif [[ $kind == *directories* ]]; then
        _files -/
    fi
}

if [[ $funcstack[1] == _uapicheck ]]; then
    _uapicheck "$@"
elif (( $+functions[compdef] )); then
    compdef _uapicheck uapicheck
fi
