flow "a" {
  entry = "e"
  embed "e" { flow = flow.b }
}
flow "b" {
  entry = "e"
  embed "e" { flow = flow.a }
}
flow "c" {
  entry = "e"
  embed "e" { flow = flow.c }
}
