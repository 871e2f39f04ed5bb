flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
