source "$here/stories/attended_by_linphonec.bash"
