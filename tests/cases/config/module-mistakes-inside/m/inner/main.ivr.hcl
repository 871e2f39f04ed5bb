flow "main" {
  entry = "a"
  play "a" {
    say  = {{ path.module | upper }}.x
    next = nothing
  }
}
