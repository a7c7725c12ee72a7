source "$here/stories/extensions.bash"
