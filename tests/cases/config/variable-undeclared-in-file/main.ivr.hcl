variable "queue" { default = "a" }
