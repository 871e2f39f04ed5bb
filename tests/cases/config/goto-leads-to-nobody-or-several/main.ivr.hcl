provider "acme" { base_url = "https://acme.example.com" }

flow "main" {
  entry = "part"
  embed "part" { flow = flow.part }
}

flow "part" {
  entry = "g"
  goto "g" { flow = flow.twice }
  goto "h" { flow = flow.never }
}

flow "twice" {
  entry = "bye"
  disconnect "bye" {}
}

flow "never" {
  entry = "bye"
  disconnect "bye" {}
}

resource "acme_flow" "main" {
  name = "Main"
  flow = flow.main
}

resource "acme_flow" "twice" {
  count = 2
  name  = "Twice ${count.index}"
  flow  = flow.twice
}

resource "free_flow" "never" {
  name = "Never"
  flow = flow.never
}
