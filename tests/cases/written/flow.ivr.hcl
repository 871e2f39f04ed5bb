flow "main" {
  entry = "menu"

  menu "menu" {
    say     = "Press \"1\" \u007b{ or }} $${2}.\n"
    timeout = 2.5
    next    = "for you"
    on = {
      "1"     = "sales"
      timeout = "bye"
    }
  }

  queue "sales" { queue = "Sales" }
  disconnect "bye" {}

  node "for you" {
    type = "X"
    settings = {
      "for" = [1, null, {
        "deep er" = true
      }]
      none = {}
    }
  }

  exit "out" {}
}

resource "cxone_ivr_flow" "main" {
  flow = flow.main
}
