flow "main" {
  entry = "a"
  play "a" { sya = "x" }
}
locals { x = 1 + "a" }
