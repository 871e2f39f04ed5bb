flow "hours" {
  entry = "check"
  hours "check" {
    schedule = "s"
    on = { open = "open", closed = "closed" }
  }
  exit "open" {}
  exit "closed" {}
}
flow "main" {
  entry = "hours"
  embed "hours" {
    flow = flow.hours
    on = { open = "bye" }
  }
  disconnect "bye" {}
}
flow "empty" {}
flow "user" {
  entry = "e"
  embed "e" { flow = flow.empty }
}
