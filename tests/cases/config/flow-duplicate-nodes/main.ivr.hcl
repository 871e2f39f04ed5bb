flow "main" {
  entry = "a"
  play "a" { say = "x" }
  disconnect "a" {}
}
