source "$here/stories/pickup.bash"
