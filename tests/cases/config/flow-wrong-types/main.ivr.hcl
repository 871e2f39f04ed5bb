variable "pin" {
  default = "1"
  sensitive = true
}
flow "main" {
  entry = 5
  description = ["x"]
  play "a" {
    say = 5
    next = true
  }
  menu "m" {
    timeout = "soon"
    retries = -1
    on = { "1" = 3, "2" = "", "3" = null }
  }
  menu "n" { on = "x" }
  menu "o" { on = { "1" = var.pin } }
  collect "c" {
    min_digits = 3
    max_digits = 2
    variable = var.pin
  }
  hours "h" { holidays = ["tomorrow"] }
  play "p" {}
  queue "q" {}
  embed "e" { flow = "main" }
  embed "f" { flow = 5 }
}
