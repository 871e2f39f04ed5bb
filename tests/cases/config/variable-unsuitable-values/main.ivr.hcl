variable "ports" {
  type = list(number)
  default = []
}
variable "secret" {
  type = list(number)
  sensitive = true
  default = []
}
variable "other" {
  type = number
  sensitive = true
  default = 1
}
