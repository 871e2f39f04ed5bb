variable "open" { default = true }
flow "hours" {
  entry = "check"
  hours "check" {
    open = { mon-fri = "09:00-17:00" }
    on   = { open = "open", closed = "closed", holiday = "closed" }
  }
  exit "open" {}
  exit "closed" {}
}
flow "main" {
  entry = "hours"
  description = "Everything"
  embed "hours" {
    flow = flow.hours
    on = { open = "menu", closed = "bye" }
  }
  menu "menu" {
    say = "Press 1, or 2."
    timeout = 7.5
    retries = 2
    on = {
      1 = "collect"
      "2" = var.open ? "queue" : null
      "3" = var.open ? null : "queue"
      timeout = "bye"
    }
  }
  collect "collect" {
    variable = "account"
    on = { default = "ask" }
  }
  request "ask" {
    url = "https://x.example.com"
    headers = { a = "b" }
    save = { vip = "$.vip" }
    next = "decide"
  }
  decision "decide" {
    variable = "vip"
    on = { yes = "queue", default = "custom" }
  }
  queue "queue" {
    queue = "Q"
    skills = toset(["b", "a"])
    priority = null
  }
  node "custom" {
    type = "X"
    settings = { deep = { list = [1, 2.5, true] } }
    next = "bye"
  }
  disconnect "bye" {}
}
