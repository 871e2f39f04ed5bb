variable "ports" {
  type = list(number)
  default = []
}
variable "names" {
  type = list(string)
  default = []
}
variable "secret" {
  type = list(string)
  default = []
  sensitive = true
}
