flow "main" {
  entry = upper(5, 6)
  play "a" {
    say = nosuch("x")
    next = "a" + 1
    on = { "1" = [][0] }
  }
}
