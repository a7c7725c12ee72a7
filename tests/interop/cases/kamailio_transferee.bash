source "$here/stories/transferee.bash"
