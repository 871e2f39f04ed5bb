ivrplan {
  required_version = "newest"
}
