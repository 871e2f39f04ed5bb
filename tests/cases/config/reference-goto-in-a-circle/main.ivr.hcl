flow "a" {
  entry = "g"
  goto "g" { flow = flow.b }
}
flow "b" {
  entry = "g"
  goto "g" { flow = flow.a }
}
flow "c" {
  entry = "g"
  goto "g" { flow = "A flow at the vendor" }
}
