package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"github.com/google/uuid"

	"roundtrip/generated"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	organization := uuid.MustParse(os.Getenv("ORGANIZATION"))
	ctx := context.Background()
	client := must(generated.NewClientWithResponses(os.Getenv("URL"), generated.WithRequestEditorFn(
		func(_ context.Context, request *http.Request) error {
			request.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))
			return nil
		})))

	read := must(client.UserGetUserWithResponse(ctx, "har-3107")).JSON200
	wrong := "wrong"
	change := generated.ChangeUserPasswordCommand{OldPassword: &wrong, NewPassword: &wrong}
	refused := must(client.UserChangePasswordWithResponse(ctx, "har-3107", change))
	name := os.Getenv("NEW_USER")
	user := generated.CreateUserCommand{UserName: &name, Type: &read.Type, PartitionGlobalId: &organization}
	made := must(client.UserCreateUserWithResponse(ctx, user))
	missing := must(client.UserGetUserWithResponse(ctx, organization.String()))
	prefects := "Prefects"
	group := generated.CreateGroupCommand{Name: &prefects, PartitionGlobalId: &organization}
	taken := must(client.GroupCreateGroupWithResponse(ctx, group))

	fmt.Println(string(must(json.Marshal(map[string]any{
		"userName": read.UserName,
		"refused":  []any{refused.StatusCode(), refused.JSON400.Succeeded, refused.JSON400.Errors},
		"made":     made.JSON200.Succeeded,
		"missing":  []any{missing.StatusCode(), missing.ApplicationproblemJSON404.Detail},
		"taken":    []any{taken.StatusCode(), taken.ApplicationproblemJSON409.Detail},
	}))))
}
