source "$here/stories/digest.bash"
