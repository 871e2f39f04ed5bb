ivrplan {
  required_version = ">= 99, != 100"
}
