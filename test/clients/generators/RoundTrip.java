import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.GroupApi;
import org.openapitools.client.api.UserApi;
import org.openapitools.client.model.ChangeUserPasswordCommand;
import org.openapitools.client.model.CreateGroupCommand;
import org.openapitools.client.model.CreateUserCommand;
import org.openapitools.client.model.DirectoryUser;

public class RoundTrip {
  private static final ObjectMapper json = new ObjectMapper();

  private interface Call {
    void make() throws ApiException;
  }

  private record Refused(int status, JsonNode body) {
    static Refused by(Call call) throws Exception {
      try {
        call.make();
      } catch (ApiException refusal) {
        return new Refused(refusal.getCode(), json.readTree(refusal.getResponseBody()));
      }
      throw new AssertionError("not refused");
    }
  }

  public static void main(String[] arguments) throws Exception {
    var organization = UUID.fromString(System.getenv("ORGANIZATION"));
    var client = new ApiClient();
    client.updateBaseUri(System.getenv("URL"));
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + System.getenv("TOKEN")));
    var users = new UserApi(client);
    var groups = new GroupApi(client);

    var read = users.userGetUser("har-3107");
    var change = new ChangeUserPasswordCommand().oldPassword("wrong").newPassword("wrong");
    var refused = Refused.by(() -> users.userChangePassword("har-3107", change));
    var user = new CreateUserCommand().userName(System.getenv("NEW_USER")).type(read.getType()).partitionGlobalId(organization);
    var made = users.userCreateUser(user);
    var missing = Refused.by(() -> users.userGetUser(organization.toString()));
    var prefects = new CreateGroupCommand().name("Prefects").partitionGlobalId(organization);
    var taken = Refused.by(() -> groups.groupCreateGroup(prefects));
    for (var group : groups.groupGetGroups(organization)) {
      for (var member : group.getMembers()) {
        if (!(member.getActualInstance() instanceof DirectoryUser)) throw new AssertionError(member);
      }
    }

    System.out.println(json.writeValueAsString(Map.of(
        "userName", read.getUserName(),
        "refused", List.of(refused.status(), refused.body().get("succeeded"), refused.body().get("errors")),
        "made", made.getSucceeded(),
        "missing", List.of(missing.status(), missing.body().get("detail")),
        "taken", List.of(taken.status(), taken.body().get("detail")))));
  }
}
