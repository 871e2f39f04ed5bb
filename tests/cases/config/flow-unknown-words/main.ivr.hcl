flow "main" {
  entri = "a"
  plya "a" {}
  zzz "b" {}
  play "c" {
    sya = "x"
    say = "x"
    inner {}
  }
  entry {}
  play {}
  play "" { say = "x" }
}
