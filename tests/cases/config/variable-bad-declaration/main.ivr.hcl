variable "a" {
  type = strng
}
variable "b" {
  type = number
  default = "many"
  sensitive = "yes"
}
variable "c" {
  defalt = 1
  validation { condition = true }
}
variable "d" {
  default = var.a
}
