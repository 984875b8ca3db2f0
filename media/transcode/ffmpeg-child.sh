#!/bin/sh
# ffmpeg that dies with the process that started it, even when that one is killed and can tell nobody.
# exec all the way: the pid that the parent knows is ffmpeg's own.
exec setpriv --pdeathsig KILL ffmpeg "$@"
