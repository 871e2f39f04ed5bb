flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
flow "other" {
  entry = "g"
  goto "g" { flow = flow.mian }
}
