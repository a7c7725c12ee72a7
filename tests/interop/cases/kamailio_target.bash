source "$here/stories/target.bash"
