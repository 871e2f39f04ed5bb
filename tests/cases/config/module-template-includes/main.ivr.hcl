module "a" {
  source = "./m"
  word   = "hello"
}
output "text" { value = module.a.text }
output "read" { value = module.a.read }
