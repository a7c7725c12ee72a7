source "$here/stories/sipp.bash"
