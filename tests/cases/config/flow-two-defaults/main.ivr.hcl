flow "main" {
  entry = "a"
  play "a" {
    say = "x"
    next = "b"
    on = { default = "b" }
  }
  disconnect "b" {}
}
