flow "main" {
  entry =
}
