variable "queue" { type = string }
