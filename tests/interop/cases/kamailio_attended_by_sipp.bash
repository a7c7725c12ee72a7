source "$here/stories/attended_by_sipp.bash"
