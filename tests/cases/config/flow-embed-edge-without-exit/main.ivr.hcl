flow "hours" {
  entry = "check"
  hours "check" {
    schedule = "s"
    on       = { open = "open", closed = "night" }
  }
  exit "open" {}
  exit "night" { outcome = "closed" }
}

flow "inner" {
  entry = "hours"
  embed "hours" {
    flow = flow.hours
    on   = { open = "out", closed = "out" }
  }
  exit "out" {}
}

flow "main" {
  entry = "hours"
  embed "hours" {
    flow = flow.hours
    on   = { opne = "bye", night = "bye", default = "inner" }
  }
  embed "inner" {
    flow = flow.inner
    on   = { out = "bye", open = "bye" }
  }
  disconnect "bye" {}
}
