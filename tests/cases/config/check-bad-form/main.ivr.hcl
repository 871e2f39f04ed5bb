provider "acme" {
  base_url = "https://acme.example.com"
}

check "empty" {}

check "many" {
  data "acme_flow" "a" {
    id    = "a"
    count = 2
    lifecycle {}
  }
  data "acme_flow" "b" {
    id = "b"
  }
  assert {
    condition = true
  }
  precondition {}
}

check "same" {
  data "acme_flow" "main" {
    id = "a"
  }
  assert {
    condition     = true
    error_message = "no"
  }
}

data "acme_flow" "main" {
  id = "a"
}
