ivrplan {
  backend "local" {
    path = "state-${workspace}.json"
    inner {}
  }
  backend "http" {}
  bakend = 1
}
