flow "main" {
  description = "café"
}
