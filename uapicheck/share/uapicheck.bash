# Completion of uapicheck for bash. To have it now: eval "$(uapicheck completion bash)"

_uapicheck() {
    local -a lines paths
    local kind
    COMPREPLY=()
    # The program splits the line itself: bash breaks words at the = and : that sources and formats have.
    mapfile -t lines < <("$1" __complete bash "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    [[ ${#lines[@]} -gt 0 ]] || return
    kind=${lines[0]}
    COMPREPLY=("${lines[@]:1}")
    case $kind in
        *files*) mapfile -t paths < <(compgen -f -- "$2") ;;
        *directories*) mapfile -t paths < <(compgen -d -- "$2") ;;
    esac
    if [[ ${#paths[@]} -gt 0 ]]; then
        compopt -o filenames 2>/dev/null
        COMPREPLY+=("${paths[@]}")
    fi
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}

complete -F _uapicheck uapicheck
