source "$here/stories/transferor.bash"
