ivrplan {
  required_version = "~> 0.1, < 99"
  backend "local" {
    path = "state.json"
  }
  rules { max_choices = 7 }
}
