# Completion of uapicheck for fish. To have it now: uapicheck completion fish | source

function __uapicheck_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete fish $words[2..] "$current" 2>/dev/null)
    test (count $lines) -gt 0; or return
    for line in $lines[2..]
        echo $line
    end
    # What stands before = in FORMAT=PATH is no part of the path.
    set -l head (string match -r '^[a-z0-9]+=' -- $current)
    set -l path (string replace -r '^[a-z0-9]+=' '' -- $current)
    switch $lines[1]
        case '*files*'
            for each in (__fish_complete_path "$path")
                echo $head$each
            end
        case '*directories*'
            __fish_complete_directories "$path"
    end
end

complete -c uapicheck -f -k -a '(__uapicheck_complete)'
