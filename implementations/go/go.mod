module mxmember

go 1.24
