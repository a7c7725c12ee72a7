source "$here/stories/attended_by_baton.bash"
